package io.dss.server.rest;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import jakarta.ws.rs.DELETE;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.PUT;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.container.AsyncResponse;
import jakarta.ws.rs.container.Suspended;

/** {@code /queues}. The topic is read from the path as it was sent ({@link PathName}), the template only says that there is one. */
@Path("/queues")
@ApplicationScoped
public class QueuesResource {
  @Inject private TopicCalls calls;
  @Inject private Answering answering;

  @GET
  public void list(@Suspended AsyncResponse response) {
    answering.answer(response, calls::list);
  }

  @GET
  @Path("/{topic}")
  public void describe(@Suspended AsyncResponse response) {
    answering.answer(response, calls::describe);
  }

  @PUT
  @Path("/{topic}")
  public void configure(@Suspended AsyncResponse response) {
    answering.answer(response, calls::configure);
  }

  @GET
  @Path("/{topic}/messages")
  public void browse(@Suspended AsyncResponse response) {
    answering.answer(response, calls::browse);
  }

  @DELETE
  @Path("/{topic}/messages")
  public void purge(@Suspended AsyncResponse response) {
    answering.answer(response, calls::purge);
  }

  @POST
  @Path("/{topic}/redrive")
  public void redrive(@Suspended AsyncResponse response) {
    answering.answer(response, calls::redrive);
  }

  @POST
  @Path("/{topic}/pause")
  public void pause(@Suspended AsyncResponse response) {
    answering.answer(response, calls::pause);
  }

  @POST
  @Path("/{topic}/resume")
  public void resume(@Suspended AsyncResponse response) {
    answering.answer(response, calls::resume);
  }
}
