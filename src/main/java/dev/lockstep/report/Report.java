package dev.lockstep.report;

import java.util.List;
import java.util.Map;

/**
 * What a command has to say, as data: renderers make text, JSON, Markdown or HTML of it.
 *
 * @param object for programs
 * @param blocks for people, in order
 */
public record Report(Map<String, ?> object, List<Block> blocks) {
}
