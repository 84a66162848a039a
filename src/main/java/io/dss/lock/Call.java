package io.dss.lock;

import io.dss.kernel.RequestStamp;
import java.util.Optional;

/** Whose kept results a wait settles when it is over: those of the newest call that joined it. */
record Call(RequestStamp stamp, Optional<String> key) {}
