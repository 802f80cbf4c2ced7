package dev.lockstep.mas;

import java.util.Optional;
import org.apache.camel.Exchange;
import org.apache.camel.component.exec.ExecCommand;
import org.apache.camel.component.exec.ExecEndpoint;
import org.apache.camel.component.exec.impl.DefaultExecBinding;

/** Tells {@link MasCli} on whose behalf it is called: the action or the run that the exchange is about. */
public final class MasBinding extends DefaultExecBinding {

    @Override
    public ExecCommand readInput(Exchange exchange, ExecEndpoint endpoint) {
        ExecCommand command = super.readInput(exchange, endpoint);
        return new Call(command, Optional.ofNullable(exchange.getProperty("action", CallOwner.class)).or(() -> Optional.ofNullable(exchange.getProperty("run", CallOwner.class))));
    }

    /** A call and its owner. */
    static final class Call extends ExecCommand {

        private static final long serialVersionUID = 1L;

        private final transient Optional<CallOwner> owner;

        Call(ExecCommand command, Optional<CallOwner> owner) {
            super(command.getExecutable(), command.getArgs(), command.getWorkingDir(), command.getTimeout(), command.getExitValues(), command.getInput(), command.getOutFile(),
                    command.isUseStderrOnEmptyStdout(), command.getCommandLogLevel());
            this.owner = owner;
        }

        /** Whose call it is; empty where nobody has to know. */
        static Optional<CallOwner> owner(ExecCommand command) {
            return command instanceof Call call ? call.owner : Optional.empty();
        }
    }
}
