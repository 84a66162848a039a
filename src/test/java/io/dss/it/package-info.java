/**
 * Tests against three real Payara Micro processes, over HTTP, with a proxy in each ordered pair of them. One cluster serves all classes
 * ({@link io.dss.it.Trio}), as a start costs half a minute; each test leaves it whole.
 */
package io.dss.it;
