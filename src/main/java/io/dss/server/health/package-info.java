/**
 * MicroProfile Health: started, live, ready. Must not decide anything itself: what is wrong is asked of the wiring.
 */
package io.dss.server.health;
