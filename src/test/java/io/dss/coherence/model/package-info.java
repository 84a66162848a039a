/**
 * The exhaustive check of the coherence protocol: every order of the events of a small cluster, run on the very {@code Bucket}s that nodes run. The page is
 * {@code coherence-check.md}.
 */
package io.dss.coherence.model;
