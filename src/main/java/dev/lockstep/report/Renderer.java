package dev.lockstep.report;

/** Makes one form of a report. */
public interface Renderer {

    /** The whole report, without a line break at its end. */
    String render(Report report);
}
