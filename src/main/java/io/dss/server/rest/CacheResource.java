package io.dss.server.rest;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.container.AsyncResponse;
import jakarta.ws.rs.container.Suspended;
import jakarta.ws.rs.core.Context;

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
  public void write(@Context HttpServletRequest request, @Suspended AsyncResponse response) {
    answering.answer(request, response, calls::write);
  }

  @POST
  @Path("/read")
  public void read(@Context HttpServletRequest request, @Suspended AsyncResponse response) {
    answering.answer(request, response, calls::read);
  }

  @POST
  @Path("/delete")
  public void delete(@Context HttpServletRequest request, @Suspended AsyncResponse response) {
    answering.answer(request, response, calls::delete);
  }

  @POST
  @Path("/increment")
  public void increment(@Context HttpServletRequest request, @Suspended AsyncResponse response) {
    answering.answer(request, response, calls::increment);
  }

  @POST
  @Path("/read-all")
  public void readAll(@Context HttpServletRequest request, @Suspended AsyncResponse response) {
    answering.answer(request, response, lists::readAll);
  }

  @POST
  @Path("/write-all")
  public void writeAll(@Context HttpServletRequest request, @Suspended AsyncResponse response) {
    answering.answer(request, response, lists::writeAll);
  }

  @POST
  @Path("/delete-all")
  public void deleteAll(@Context HttpServletRequest request, @Suspended AsyncResponse response) {
    answering.answer(request, response, lists::deleteAll);
  }

  @POST
  @Path("/invalidate")
  public void invalidate(@Context HttpServletRequest request, @Suspended AsyncResponse response) {
    answering.answer(request, response, calls::invalidate);
  }

  @POST
  @Path("/flush")
  public void flush(@Context HttpServletRequest request, @Suspended AsyncResponse response) {
    answering.answer(request, response, lines::flush);
  }
}
