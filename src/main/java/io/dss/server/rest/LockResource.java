package io.dss.server.rest;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.container.AsyncResponse;
import jakarta.ws.rs.container.Suspended;

/** {@code POST /lock/...}. */
@Path("/lock")
@ApplicationScoped
public class LockResource {
  @Inject private LockCalls calls;
  @Inject private Answering answering;

  @POST
  @Path("/acquire")
  public void acquire(@Suspended AsyncResponse response) {
    answering.answer(response, calls::acquire);
  }

  @POST
  @Path("/release")
  public void release(@Suspended AsyncResponse response) {
    answering.answer(response, calls::release);
  }

  @POST
  @Path("/renew")
  public void renew(@Suspended AsyncResponse response) {
    answering.answer(response, calls::renew);
  }

  @POST
  @Path("/check")
  public void check(@Suspended AsyncResponse response) {
    answering.answer(response, calls::check);
  }
}
