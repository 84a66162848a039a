/**
 * Where the engine is put together and given its threads, clocks and disk: {@link io.dss.server.wiring.Engine} knows nothing of Jakarta and runs in tests as
 * it is; {@link io.dss.server.wiring.EngineLifecycle} makes it application-scoped beans with managed threads and timers, and stops it in order.
 *
 * <p>May import everything; nothing imports it.
 */
package io.dss.server.wiring;
