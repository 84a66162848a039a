package io.dss.queue;

import java.util.Optional;

/** A delivered message that is acknowledged, returned or extended. @param receipt of the delivery; without it whichever delivery is current is meant */
public record ItemRef(String messageId, Optional<String> receipt) {}
