package io.dss.delivery;

/** Why a message was handed out again. */
public enum Why {
  VISIBILITY_ENDED,
  GIVEN_BACK,
  /** A fault, or another owner, between the two deliveries. */
  FAULT,
  /** The delivery before it was in an answer that nobody got. */
  LOST_ANSWER
}
