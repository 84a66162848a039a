package io.dss.server.rest;

import io.dss.protocol.JsonText;
import io.dss.queue.ItemRef;
import io.dss.queue.QueueReply.ItemResult;
import io.dss.queue.QueueReply.Settled;
import java.util.List;

/** The answers of ack, nack and extend as the contract writes them. */
final class SettledJson {
  private SettledJson() {}

  static String single(Settled reply) {
    JsonText out = new JsonText().object();
    result(out, reply.items().get(0));
    return out.end().toString();
  }

  /** {@code success} of the whole says whether that of every item is true. */
  static String list(List<ItemRef> items, Settled reply) {
    boolean all = reply.items().stream().allMatch(ItemResult.Done.class::isInstance);
    JsonText out = new JsonText().object().field("success", all).array("results");
    for (int at = 0; at < items.size(); at++) {
      out.object().field("message_id", items.get(at).messageId());
      result(out, reply.items().get(at));
      out.end();
    }
    return out.end().end().toString();
  }

  private static void result(JsonText out, ItemResult result) {
    out.field("success", result instanceof ItemResult.Done);
    if (result instanceof ItemResult.Done done) done.visibleUntilMillis().ifPresent(until -> out.seconds("visible_until", until));
    else out.field("reason", result instanceof ItemResult.Stale ? "stale_receipt" : "not_found");
  }
}
