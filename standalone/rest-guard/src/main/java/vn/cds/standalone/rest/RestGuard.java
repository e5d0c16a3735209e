package vn.cds.standalone.rest;

import static org.apache.flink.shaded.netty4.io.netty.handler.codec.http.HttpHeaderNames.CONTENT_LENGTH;
import static org.apache.flink.shaded.netty4.io.netty.handler.codec.http.HttpHeaderNames.CONTENT_TYPE;

import java.nio.charset.StandardCharsets;
import java.util.Optional;
import org.apache.flink.shaded.netty4.io.netty.buffer.ByteBuf;
import org.apache.flink.shaded.netty4.io.netty.buffer.Unpooled;
import org.apache.flink.shaded.netty4.io.netty.channel.ChannelFutureListener;
import org.apache.flink.shaded.netty4.io.netty.channel.ChannelHandlerContext;
import org.apache.flink.shaded.netty4.io.netty.channel.ChannelInboundHandlerAdapter;
import org.apache.flink.shaded.netty4.io.netty.handler.codec.http.DefaultFullHttpResponse;
import org.apache.flink.shaded.netty4.io.netty.handler.codec.http.HttpRequest;
import org.apache.flink.shaded.netty4.io.netty.handler.codec.http.HttpResponseStatus;
import org.apache.flink.shaded.netty4.io.netty.handler.codec.http.HttpVersion;
import org.apache.flink.shaded.netty4.io.netty.util.ReferenceCountUtil;

/** Answers a request that {@link SameOrigin} refuses with 403 and the reason. */
final class RestGuard extends ChannelInboundHandlerAdapter {
  private final SameOrigin rule;

  RestGuard(SameOrigin rule) {
    this.rule = rule;
  }

  @Override
  public void channelRead(ChannelHandlerContext context, Object message) {
    Optional<String> refusal =
        message instanceof HttpRequest request
            ? rule.refusal(request.method().name(), request.uri(), request.headers()::get)
            : Optional.empty();
    if (refusal.isEmpty()) {
      context.fireChannelRead(message);
      return;
    }
    ReferenceCountUtil.release(message);
    ByteBuf text = Unpooled.copiedBuffer(refusal.get() + "\n", StandardCharsets.UTF_8);
    DefaultFullHttpResponse answer =
        new DefaultFullHttpResponse(HttpVersion.HTTP_1_1, HttpResponseStatus.FORBIDDEN, text);
    answer.headers().set(CONTENT_TYPE, "text/plain; charset=UTF-8");
    answer.headers().set(CONTENT_LENGTH, text.readableBytes());
    context.writeAndFlush(answer).addListener(ChannelFutureListener.CLOSE);
  }
}
