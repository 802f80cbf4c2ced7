package dev.lockstep.cli;

import picocli.CommandLine.IVersionProvider;

/** The version in the jar's manifest. */
final class Version implements IVersionProvider {

    @Override
    public String[] getVersion() {
        String version = Version.class.getPackage().getImplementationVersion();
        return new String[] {"lockstep " + (version == null ? "(from its classes, without a version)" : version), "Java " + System.getProperty("java.version")};
    }
}
