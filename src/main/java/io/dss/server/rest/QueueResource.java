package io.dss.server.rest;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.container.AsyncResponse;
import jakarta.ws.rs.container.Suspended;

/** {@code POST /queue/...}. */
@Path("/queue")
@ApplicationScoped
public class QueueResource {
  @Inject private QueueCalls calls;
  @Inject private Answering answering;

  @POST
  @Path("/publish")
  public void publish(@Suspended AsyncResponse response) {
    answering.answer(response, calls::publish);
  }

  @POST
  @Path("/consume")
  public void consume(@Suspended AsyncResponse response) {
    answering.answer(response, calls::consume);
  }

  @POST
  @Path("/ack")
  public void ack(@Suspended AsyncResponse response) {
    answering.answer(response, calls::ack);
  }

  @POST
  @Path("/nack")
  public void nack(@Suspended AsyncResponse response) {
    answering.answer(response, calls::nack);
  }

  @POST
  @Path("/extend")
  public void extend(@Suspended AsyncResponse response) {
    answering.answer(response, calls::extend);
  }
}
