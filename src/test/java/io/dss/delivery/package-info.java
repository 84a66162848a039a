/**
 * Histories of queues as their clients saw them, and the checker that says whether what was promised was kept: nothing acknowledged is lost, nothing is invented,
 * nothing is handed out after its ack was answered, every duplicate has a reason, and the messages of a key come in their order. The page is {@code delivery-checker.md}.
 */
package io.dss.delivery;
