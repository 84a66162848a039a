/** The ports between the engine ({@code node.*}) and what touches disk, sockets and clocks. Imports the cores' values only; adapters implement it. */
package io.dss.spi;
