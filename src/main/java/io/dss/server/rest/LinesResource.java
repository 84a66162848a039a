package io.dss.server.rest;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.container.AsyncResponse;
import jakarta.ws.rs.container.Suspended;

/** What the cache has. The key is read from the path as it was sent ({@link PathName}), the template only says that there is one. */
@Path("/cache")
@ApplicationScoped
public class LinesResource {
  @Inject private LineCalls calls;
  @Inject private Answering answering;

  @GET
  @Path("/lines")
  public void lines(@Suspended AsyncResponse response) {
    answering.answer(response, calls::lines);
  }

  @GET
  @Path("/lines/{key}")
  public void line(@Suspended AsyncResponse response) {
    answering.answer(response, calls::line);
  }

  @GET
  @Path("/keys")
  public void keys(@Suspended AsyncResponse response) {
    answering.answer(response, calls::keys);
  }
}
