import APIModel
import HTTPTypes
package import NIOCore
package import NIOHTTPTypes

/// Ends connections whose requests arrive too slowly.
///
/// A connection has so long for its first header and between requests, and so long for each body. One timer a
/// connection is moved on, not made anew, so that a fast request costs almost nothing.
package final class RequestDeadline: ChannelDuplexHandler, RemovableChannelHandler {
    package typealias InboundIn = HTTPRequestPart
    package typealias InboundOut = HTTPRequestPart
    package typealias OutboundIn = HTTPResponsePart
    package typealias OutboundOut = HTTPResponsePart

    private enum Phase {
        /// Waiting for a header.
        case head
        /// Waiting for the rest of a body.
        case body
        /// The request is whole; the answer is on its way.
        case answering
        case closed
    }

    private let headTime: TimeAmount
    private let bodyTime: TimeAmount
    private let idleTime: TimeAmount
    private var phase = Phase.head
    private var deadline = NIODeadline.distantFuture
    private var timer: Scheduled<Void>?
    private var hasAnswered = false

    package init(head: TimeAmount, body: TimeAmount, idle: TimeAmount) {
        self.headTime = head
        self.bodyTime = body
        self.idleTime = idle
    }

    package func channelActive(context: ChannelHandlerContext) {
        self.deadline = .now() + self.headTime
        self.arm(context)
        context.fireChannelActive()
    }

    package func handlerAdded(context: ChannelHandlerContext) {
        guard context.channel.isActive, self.timer == nil else { return }
        self.deadline = .now() + self.headTime
        self.arm(context)
    }

    package func channelInactive(context: ChannelHandlerContext) {
        self.phase = .closed
        self.timer?.cancel()
        context.fireChannelInactive()
    }

    package func channelRead(context: ChannelHandlerContext, data: NIOAny) {
        switch self.unwrapInboundIn(data) {
        case .head:
            self.phase = .body
            self.hasAnswered = false
            self.deadline = .now() + self.bodyTime
        case .body: break
        case .end:
            self.phase = .answering
            self.deadline = .distantFuture
        }
        context.fireChannelRead(data)
    }

    package func write(context: ChannelHandlerContext, data: NIOAny, promise: EventLoopPromise<Void>?) {
        switch self.unwrapOutboundIn(data) {
        case .head: self.hasAnswered = true
        case .body: break
        case .end:
            self.phase = .head
            self.deadline = .now() + self.idleTime
        }
        context.write(data, promise: promise)
    }

    private func arm(_ context: ChannelHandlerContext) {
        let shortest = min(self.headTime, self.bodyTime, self.idleTime)
        let next = min(self.deadline, .now() + shortest)
        let bound = NIOLoopBound((self, context), eventLoop: context.eventLoop)
        self.timer = context.eventLoop.scheduleTask(deadline: next) {
            let (handler, context) = bound.value
            handler.fire(context)
        }
    }

    private func fire(_ context: ChannelHandlerContext) {
        guard self.phase != .closed else { return }
        guard self.deadline <= .now() else { return self.arm(context) }
        if !self.hasAnswered { self.refuse(context) }
        self.phase = .closed
        context.close(promise: nil)
    }

    private func refuse(_ context: ChannelHandlerContext) {
        let body = (try? APICoding.encode(Problem(.requestTimeout))).map { ByteBuffer(bytes: $0) } ?? ByteBuffer()
        let head = HTTPResponse(
            status: .requestTimeout,
            headerFields: [
                .contentType: "application/problem+json", .contentLength: String(body.readableBytes),
                .connection: "close",
            ])
        context.write(self.wrapOutboundOut(.head(head)), promise: nil)
        context.write(self.wrapOutboundOut(.body(body)), promise: nil)
        context.writeAndFlush(self.wrapOutboundOut(.end(nil)), promise: nil)
    }
}
