package import APIModel
import HTTPTypes
package import NIOCore
import NIOHTTP1
package import NIOHTTPTypes

/// Keeps one connection's order: ends it when a request arrives too slowly, answers what is no HTTP with a problem,
/// and lets a client read its refusal before the connection goes.
///
/// A connection has so long for its first header and between requests, and so long for each body. One timer a
/// connection is moved on, not made anew, so that a fast request costs almost nothing.
package final class ConnectionKeeper: ChannelDuplexHandler, RemovableChannelHandler {
    package typealias InboundIn = HTTPRequestPart
    package typealias InboundOut = HTTPRequestPart
    package typealias OutboundIn = HTTPResponsePart
    package typealias OutboundOut = HTTPResponsePart

    /// How long a client may take.
    package struct Times: Sendable {
        /// For the first header.
        package var head: TimeAmount
        /// For each body, from its header on.
        package var body: TimeAmount
        /// Between an answer and the next header.
        package var idle: TimeAmount
        /// For reading its last answer: so long is what it still sends taken and thrown away. Closing at once would
        /// reset the connection, and the answer could be lost on the way (RFC 9112 §9.6).
        package var lingering: TimeAmount

        package init(head: TimeAmount, body: TimeAmount, idle: TimeAmount, lingering: TimeAmount = .seconds(5)) {
            self.head = head
            self.body = body
            self.idle = idle
            self.lingering = lingering
        }
    }

    /// Bytes that are no HTTP have come.
    private struct Fault {
        /// What to say; nothing when the body broke after its request had been answered.
        var code: ProblemCode?
        /// Answers to earlier requests that still go out before.
        var answersBefore: Int
    }

    private enum Phase {
        /// Waiting for a header.
        case head
        /// Waiting for the rest of a body.
        case body
        /// The request is whole; the answer is on its way.
        case answering
        /// The last answer is written; the client may finish.
        case lingering
        case closed
    }

    private let times: Times
    private let refused: @Sendable (ProblemCode) -> Void
    private var phase = Phase.head
    private var deadline = NIODeadline.distantFuture
    private var timer: Scheduled<Void>?
    /// Requests whose answer is not wholly written.
    private var unanswered = 0
    /// Whether an answer to the latest request, or any if none came, has begun.
    private var hasAnswered = false
    private var fault: Fault?

    /// - Parameter refused: called for each request that is refused here, before any route sees it whole.
    package init(times: Times, refused: @escaping @Sendable (ProblemCode) -> Void) {
        self.times = times
        self.refused = refused
    }

    package func channelActive(context: ChannelHandlerContext) {
        self.deadline = .now() + self.times.head
        self.arm(context)
        context.fireChannelActive()
    }

    package func handlerAdded(context: ChannelHandlerContext) {
        guard context.channel.isActive, self.timer == nil else { return }
        self.deadline = .now() + self.times.head
        self.arm(context)
    }

    package func channelInactive(context: ChannelHandlerContext) {
        self.phase = .closed
        self.timer?.cancel()
        context.fireChannelInactive()
    }

    // MARK: - What the client sends

    package func channelRead(context: ChannelHandlerContext, data: NIOAny) {
        let part = self.unwrapInboundIn(data)
        guard self.phase != .lingering else {
            if case .end = part { context.close(promise: nil) }
            return
        }
        switch part {
        case .head:
            self.phase = .body
            self.unanswered += 1
            self.hasAnswered = false
            self.deadline = .now() + self.times.body
        case .body: break
        case .end where self.unanswered == 0: self.awaitHead()
        case .end:
            self.phase = .answering
            self.deadline = .distantFuture
        }
        context.fireChannelRead(data)
    }

    package func channelReadComplete(context: ChannelHandlerContext) {
        context.fireChannelReadComplete()
        // Whoever read the requests has stopped.
        if self.phase == .lingering { context.read() }
    }

    /// After an error the decoder hands on nothing but errors, one for each piece that the client still sends.
    package func errorCaught(context: ChannelHandlerContext, error: any Error) {
        guard self.phase != .lingering, self.phase != .closed, self.fault == nil else { return }
        guard let code = Self.code(of: error) else {
            context.fireErrorCaught(error)
            return
        }
        let isAnswered = self.phase == .body && self.unanswered == 0
        let earlier = self.phase == .body ? self.unanswered - 1 : self.unanswered
        self.fault = Fault(code: isAnswered ? nil : code, answersBefore: max(earlier, 0))
        // The server answers errors of this type alone.
        context.fireErrorCaught(HTTPParserError.unknown)
    }

    /// What is wrong with a request, or `nil` when the connection is at fault or merely gone.
    private static func code(of error: any Error) -> ProblemCode? {
        switch error {
        case HTTPParserError.headerOverflow: .headerTooLarge
        case HTTPParserError.invalidEOFState, HTTPParserError.closedConnection: nil
        case is HTTPParserError: .requestMalformed
        case is IOError, is ChannelError: nil
        default: .requestMalformed
        }
    }

    // MARK: - What is answered

    package func write(context: ChannelHandlerContext, data: NIOAny, promise: EventLoopPromise<Void>?) {
        guard self.phase != .lingering, self.phase != .closed else {
            promise?.succeed()
            return
        }
        let part = self.unwrapOutboundIn(data)
        if let fault, fault.answersBefore == 0 {
            self.answer(fault, instead: part, context, promise)
            return
        }
        switch part {
        case .head: self.hasAnswered = true
        case .body: break
        case .end:
            self.unanswered -= 1
            self.fault?.answersBefore -= 1
            if self.unanswered == 0, self.phase != .body { self.awaitHead() }
        }
        context.write(data, promise: promise)
    }

    /// Writes the problem in place of the server's bare answer to an error.
    private func answer(
        _ fault: Fault, instead part: HTTPResponsePart, _ context: ChannelHandlerContext,
        _ promise: EventLoopPromise<Void>?
    ) {
        guard case .end = part else {
            promise?.succeed()
            return
        }
        if let code = fault.code { self.refuse(code, context, promise) } else { promise?.succeed() }
        self.linger(context, isWhole: false)
    }

    private func refuse(_ code: ProblemCode, _ context: ChannelHandlerContext, _ promise: EventLoopPromise<Void>?) {
        self.refused(code)
        let body = (try? APICoding.encode(Problem(code))).map { ByteBuffer(bytes: $0) } ?? ByteBuffer()
        let head = HTTPResponse(
            status: .init(code: code.status),
            headerFields: [
                .contentType: "application/problem+json", .contentLength: String(body.readableBytes),
                .connection: "close",
            ])
        context.write(self.wrapOutboundOut(.head(head)), promise: nil)
        context.write(self.wrapOutboundOut(.body(body)), promise: nil)
        context.writeAndFlush(self.wrapOutboundOut(.end(nil)), promise: promise)
    }

    // MARK: - The end

    /// The server half-closes when it has written its last answer.
    package func close(context: ChannelHandlerContext, mode: CloseMode, promise: EventLoopPromise<Void>?) {
        guard mode == .output else {
            context.close(mode: mode, promise: promise)
            return
        }
        if self.phase != .lingering, self.phase != .closed { self.linger(context, isWhole: self.phase != .body) }
        promise?.succeed()
    }

    /// Tells the client that nothing more comes, and goes on taking what it sends.
    ///
    /// - Parameter isWhole: whether the request was read to its end; a long answer may then still be on its way, and
    ///   the client has the idle time for it.
    private func linger(_ context: ChannelHandlerContext, isWhole: Bool) {
        self.phase = .lingering
        self.deadline = .now() + (isWhole ? self.times.idle : self.times.lingering)
        context.close(mode: .output, promise: nil)
        self.timer?.cancel()
        self.arm(context)
        context.read()
    }

    private func awaitHead() {
        self.phase = .head
        self.deadline = .now() + self.times.idle
    }

    private func arm(_ context: ChannelHandlerContext) {
        let shortest = min(self.times.head, self.times.body, self.times.idle)
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
        // A silence between requests needs no word, and an answer that has begun takes none.
        guard !self.hasAnswered, self.unanswered <= 1, self.phase != .lingering else {
            self.phase = .closed
            context.close(promise: nil)
            return
        }
        self.refuse(.requestTimeout, context, nil)
        self.linger(context, isWhole: false)
        // Whoever waits for the rest of the request learns that it will not come.
        context.fireErrorCaught(HTTPParserError.closedConnection)
    }
}
