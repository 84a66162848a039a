/**
 * META-INF/openapi.yaml held against itself, against the resources and, in {@code io.dss.it}, against running nodes. Must not know what a call means: only what the document says of it.
 */
package io.dss.openapi;
