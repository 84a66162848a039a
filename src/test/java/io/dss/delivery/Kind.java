package io.dss.delivery;

/** What can be wrong with a history. */
public enum Kind {
  /** Its publish was answered, nobody can have acknowledged it, and it is not there any more; or it was said not to be there while it must have been. */
  LOST,
  /** Delivered and never published, or with another body, or although its publish was answered "nothing was changed". */
  INVENTED,
  /** Handed to a consume that was called after its acknowledgement was answered, or acknowledged a second time. */
  AFTER_ACK,
  /** A later delivery counts no more attempts than an earlier one. */
  ATTEMPTS_WENT_BACK,
  /** Handed out again while an earlier delivery was its consumer's, and nothing explains it. */
  TWO_LIVE_DELIVERIES,
  /** An attempt that nobody was handed, and no answer was lost. */
  PHANTOM_DELIVERY,
  /** A receipt of an older delivery was honoured. */
  STALE_RECEIPT_HONOURED,
  /** Delivered before an earlier message of its key was done with. */
  ORDER_BROKEN
}
