/**
 * The log as JSON: one class that stands alone in a jar on the boot class path of a container's JVM, because logging is there before the application is.
 * Imports nothing but the platform.
 */
package io.dss.jsonlog;
