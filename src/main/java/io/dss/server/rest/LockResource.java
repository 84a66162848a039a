package io.dss.server.rest;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.container.AsyncResponse;
import jakarta.ws.rs.container.Suspended;
import jakarta.ws.rs.core.Context;

/** {@code POST /lock/...}. */
@Path("/lock")
@ApplicationScoped
public class LockResource {
  @Inject private LockCalls calls;
  @Inject private Answering answering;

  @POST
  @Path("/acquire")
  public void acquire(@Context HttpServletRequest request, @Suspended AsyncResponse response) {
    answering.answer(request, response, calls::acquire);
  }

  @POST
  @Path("/release")
  public void release(@Context HttpServletRequest request, @Suspended AsyncResponse response) {
    answering.answer(request, response, calls::release);
  }

  @POST
  @Path("/renew")
  public void renew(@Context HttpServletRequest request, @Suspended AsyncResponse response) {
    answering.answer(request, response, calls::renew);
  }

  @POST
  @Path("/check")
  public void check(@Context HttpServletRequest request, @Suspended AsyncResponse response) {
    answering.answer(request, response, calls::check);
  }
}
