package io.dss.bench;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.MediaType;

/**
 * The ceiling: the cheapest JSON POST that the same container serves through JAX-RS. {@code String} in and out, answered by the thread that took it; no
 * binding, no parsing, no work. It is on purpose cheaper than any call of the product can be.
 */
@Path("/empty")
@ApplicationScoped
public class EmptyPost {
  static final String PATH = BenchApplication.ROOT + "/empty";
  static final String ANSWER = "{}";

  @POST
  @Consumes(MediaType.APPLICATION_JSON)
  @Produces(MediaType.APPLICATION_JSON)
  public String answer(String body) {
    return ANSWER;
  }
}
