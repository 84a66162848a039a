/**
 * {@code /peer} on a Servlet container: {@link io.dss.transport.servlet.PeerServlet} asks the {@link io.dss.transport.PeerDoor} and
 * {@link io.dss.transport.servlet.PeerUpgrade} hands the upgraded streams to it. Must not know frames or proofs.
 */
package io.dss.transport.servlet;
