package io.dss.coherence;

import java.util.Optional;

/**
 * One row of a table of the protocol.
 *
 * @param next empty: as it was before the write that is undone
 * @param sentence why it is so
 */
record Row<S extends Enum<S>, V extends Enum<V>, A extends Enum<A>>(S state, V event, A action, Optional<S> next, String sentence) {}
