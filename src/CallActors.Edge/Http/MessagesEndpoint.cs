using System.Buffers;
using System.Text.Json;
using CallActors.Edge.Messages;
using CallActors.Edge.Sockets;
using CallActors.Engine;
using CallActors.Engine.Wire;
using Microsoft.AspNetCore.Http;

namespace CallActors.Edge.Http;

/// <summary>One request over HTTP: accepted or refused at once, or with <c>?wait=true</c> how it ended.</summary>
internal sealed class MessagesEndpoint(AppRequests requests, OpenSockets open)
{
    public async Task ServeAsync(HttpContext context, string agentId)
    {
        if (!QueryReader.TryReadFlag(context.Request, "wait", out var wait, out var problem))
        {
            await context.AnswerAsync(StatusCodes.Status400BadRequest, WireError.Malformed(problem));
            return;
        }

        var body = await ReadAsync(context.Request, context.RequestAborted);
        var message = body is { } bytes
            ? EnvelopeReader.Read(bytes)
            : new AppMessage.Malformed(WireError.Malformed(EnvelopeReader.TooLong), null);
        switch (await requests.TakeAsync(agentId, message, context.RequestAborted))
        {
            case Reply.Failed failed:
                await context.AnswerAsync(Answers.StatusOf(failed.Error), failed.Error);
                break;
            case Reply.Answered { Outcome: { } outcome } when wait:
                await AnswerOutcomeAsync(context, outcome);
                break;
            case Reply.Answered answered:
                await context.AnswerAsync(StatusCodes.Status200OK, ArrayOf([answered.Event]));
                break;
            case Reply.Accepted accepted when wait:
                await AnswerOutcomeAsync(context, accepted.Outcome);
                break;
            case Reply.Accepted accepted:
                await context.AnswerAsync(
                    StatusCodes.Status202Accepted, JsonSerializer.SerializeToUtf8Bytes(new { requestId = accepted.RequestId }));
                break;
        }
    }

    private async Task AnswerOutcomeAsync(HttpContext context, Task<AskOutcome> pending)
    {
        using var ending = CancellationTokenSource.CreateLinkedTokenSource(context.RequestAborted, open.Stopping);
        try
        {
            var outcome = await requests.EndOfAsync(pending, ending.Token);
            await (outcome.Error is { } error
                ? context.AnswerAsync(Answers.StatusOf(error), error)
                : context.AnswerAsync(StatusCodes.Status200OK, ArrayOf(outcome.Events)));
        }
        catch (OperationCanceledException) when (!context.RequestAborted.IsCancellationRequested)
        {
            await context.AnswerAsync(
                StatusCodes.Status503ServiceUnavailable,
                WireError.JournalUnavailable("The host is stopping; ask again with the same requestId to hear the outcome."));
        }
    }

    /// <summary>The body, null where it is longer than a request may be.</summary>
    private static async ValueTask<ReadOnlyMemory<byte>?> ReadAsync(HttpRequest request, CancellationToken cancellation)
    {
        if (request.ContentLength > EnvelopeReader.LongestMessage)
        {
            return null;
        }

        var buffer = new ArrayBufferWriter<byte>((int)(request.ContentLength ?? 1024) + 1);
        while (true)
        {
            var read = await request.Body.ReadAsync(buffer.GetMemory(), cancellation);
            if (read == 0)
            {
                return buffer.WrittenMemory;
            }

            buffer.Advance(read);
            if (buffer.WrittenCount > EnvelopeReader.LongestMessage)
            {
                return null;
            }
        }
    }

    private static ReadOnlyMemory<byte> ArrayOf(IReadOnlyList<ReadOnlyMemory<byte>> events)
    {
        var buffer = new ArrayBufferWriter<byte>(events.Sum(each => each.Length + 1) + 2);
        buffer.Write("["u8);
        for (var index = 0; index < events.Count; index++)
        {
            buffer.Write(index == 0 ? default : ","u8);
            buffer.Write(events[index].Span);
        }

        buffer.Write("]"u8);
        return buffer.WrittenMemory;
    }
}
