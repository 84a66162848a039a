package io.dss.server.rest;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.container.AsyncResponse;
import jakarta.ws.rs.container.Suspended;

/** {@code POST /drain} and {@code /drain/cancel}. */
@Path("/drain")
@ApplicationScoped
public class DrainResource {
  @Inject private DrainCalls calls;
  @Inject private Answering answering;

  @POST
  public void drain(@Suspended AsyncResponse response) {
    answering.answer(response, calls::drain);
  }

  @POST
  @Path("/cancel")
  public void cancel(@Suspended AsyncResponse response) {
    answering.answer(response, calls::cancel);
  }
}
