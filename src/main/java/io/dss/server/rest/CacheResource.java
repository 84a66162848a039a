package io.dss.server.rest;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.container.AsyncResponse;
import jakarta.ws.rs.container.Suspended;

/** {@code POST /cache/...}. */
@Path("/cache")
@ApplicationScoped
public class CacheResource {
  @Inject private CacheCalls calls;
  @Inject private CacheListCalls lists;
  @Inject private LineCalls lines;
  @Inject private Answering answering;

  @POST
  @Path("/write")
  public void write(@Suspended AsyncResponse response) {
    answering.answer(response, calls::write);
  }

  @POST
  @Path("/read")
  public void read(@Suspended AsyncResponse response) {
    answering.answer(response, calls::read);
  }

  @POST
  @Path("/delete")
  public void delete(@Suspended AsyncResponse response) {
    answering.answer(response, calls::delete);
  }

  @POST
  @Path("/increment")
  public void increment(@Suspended AsyncResponse response) {
    answering.answer(response, calls::increment);
  }

  @POST
  @Path("/read-all")
  public void readAll(@Suspended AsyncResponse response) {
    answering.answer(response, lists::readAll);
  }

  @POST
  @Path("/write-all")
  public void writeAll(@Suspended AsyncResponse response) {
    answering.answer(response, lists::writeAll);
  }

  @POST
  @Path("/delete-all")
  public void deleteAll(@Suspended AsyncResponse response) {
    answering.answer(response, lists::deleteAll);
  }

  @POST
  @Path("/invalidate")
  public void invalidate(@Suspended AsyncResponse response) {
    answering.answer(response, calls::invalidate);
  }

  @POST
  @Path("/flush")
  public void flush(@Suspended AsyncResponse response) {
    answering.answer(response, lines::flush);
  }
}
