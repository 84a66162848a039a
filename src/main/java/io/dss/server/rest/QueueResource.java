package io.dss.server.rest;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.container.AsyncResponse;
import jakarta.ws.rs.container.Suspended;
import jakarta.ws.rs.core.Context;

/** {@code POST /queue/...}. */
@Path("/queue")
@ApplicationScoped
public class QueueResource {
  @Inject private QueueCalls calls;
  @Inject private Answering answering;

  @POST
  @Path("/publish")
  public void publish(@Context HttpServletRequest request, @Suspended AsyncResponse response) {
    answering.answer(request, response, calls::publish);
  }

  @POST
  @Path("/consume")
  public void consume(@Context HttpServletRequest request, @Suspended AsyncResponse response) {
    answering.answer(request, response, calls::consume);
  }

  @POST
  @Path("/ack")
  public void ack(@Context HttpServletRequest request, @Suspended AsyncResponse response) {
    answering.answer(request, response, calls::ack);
  }

  @POST
  @Path("/nack")
  public void nack(@Context HttpServletRequest request, @Suspended AsyncResponse response) {
    answering.answer(request, response, calls::nack);
  }

  @POST
  @Path("/extend")
  public void extend(@Context HttpServletRequest request, @Suspended AsyncResponse response) {
    answering.answer(request, response, calls::extend);
  }
}
