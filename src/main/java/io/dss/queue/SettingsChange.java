package io.dss.queue;

import java.util.Optional;

/** What of the settings becomes another; what is empty stays. */
public record SettingsChange(Optional<Long> visibilityMillis, Optional<Integer> maxAttempts, Optional<Backoff> backoff, Optional<String> deadLetter,
    Optional<Long> maxLength, Optional<Long> maxBytes, Optional<TopicSettings.OnFull> onFull, Optional<TopicSettings.OnPoison> onPoison,
    Optional<Boolean> deadLetterExpired) {}
