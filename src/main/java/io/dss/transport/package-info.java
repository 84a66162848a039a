/**
 * {@link io.dss.spi.PeerTransport} over HTTP/1.1 upgrades on the node's own port: {@link io.dss.transport.UpgradeTransport} dials and sends,
 * {@link io.dss.transport.PeerDoor} judges who knocks, and both prove the {@link io.dss.transport.ClusterSecret} to each other before the first frame
 * (RFC 9110 §7.8 for the upgrade, RFC 2104 for the proofs, RFC 9457 for refusals).
 *
 * <p>Must not know what is in a frame, nor any HTTP server: {@code transport.servlet} is the one that stands on Servlet. Design:
 * {@code src/docs/design/transport.md}.
 */
package io.dss.transport;
