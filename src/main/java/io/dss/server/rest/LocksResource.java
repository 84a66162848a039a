package io.dss.server.rest;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import jakarta.ws.rs.DELETE;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.container.AsyncResponse;
import jakarta.ws.rs.container.Suspended;

/** {@code /locks}. The name is read from the path as it was sent ({@link PathName}), the template only says that there is one. */
@Path("/locks")
@ApplicationScoped
public class LocksResource {
  @Inject private LockCalls calls;
  @Inject private Answering answering;

  @GET
  public void list(@Suspended AsyncResponse response) {
    answering.answer(response, calls::list);
  }

  @GET
  @Path("/{name}")
  public void describe(@Suspended AsyncResponse response) {
    answering.answer(response, calls::describe);
  }

  @DELETE
  @Path("/{name}")
  public void forceRelease(@Suspended AsyncResponse response) {
    answering.answer(response, calls::forceRelease);
  }
}
