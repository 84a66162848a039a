package io.dss.server.rest;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.ws.rs.DELETE;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.PUT;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.container.AsyncResponse;
import jakarta.ws.rs.container.Suspended;
import jakarta.ws.rs.core.Context;

/** {@code /queues}. The topic is read from the path as it was sent ({@link PathName}), the template only says that there is one. */
@Path("/queues")
@ApplicationScoped
public class QueuesResource {
  @Inject private TopicCalls calls;
  @Inject private Answering answering;

  @GET
  public void list(@Context HttpServletRequest request, @Suspended AsyncResponse response) {
    answering.answer(request, response, calls::list);
  }

  @GET
  @Path("/{topic}")
  public void describe(@Context HttpServletRequest request, @Suspended AsyncResponse response) {
    answering.answer(request, response, calls::describe);
  }

  @PUT
  @Path("/{topic}")
  public void configure(@Context HttpServletRequest request, @Suspended AsyncResponse response) {
    answering.answer(request, response, calls::configure);
  }

  @GET
  @Path("/{topic}/messages")
  public void browse(@Context HttpServletRequest request, @Suspended AsyncResponse response) {
    answering.answer(request, response, calls::browse);
  }

  @DELETE
  @Path("/{topic}/messages")
  public void purge(@Context HttpServletRequest request, @Suspended AsyncResponse response) {
    answering.answer(request, response, calls::purge);
  }

  @POST
  @Path("/{topic}/redrive")
  public void redrive(@Context HttpServletRequest request, @Suspended AsyncResponse response) {
    answering.answer(request, response, calls::redrive);
  }

  @POST
  @Path("/{topic}/pause")
  public void pause(@Context HttpServletRequest request, @Suspended AsyncResponse response) {
    answering.answer(request, response, calls::pause);
  }

  @POST
  @Path("/{topic}/resume")
  public void resume(@Context HttpServletRequest request, @Suspended AsyncResponse response) {
    answering.answer(request, response, calls::resume);
  }
}
