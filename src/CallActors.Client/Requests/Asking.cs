using System.Diagnostics;
using System.Net;
using System.Net.Http.Headers;
using System.Text.Json;
using CallActors.Client.Wire;

namespace CallActors.Client.Requests;

/// <summary>
/// Takes requests to whichever node answers. A command goes with <c>?wait=true</c>, so that the answer is its outcome, and
/// is sent again with the same id until somebody says what became of it.
/// </summary>
internal sealed class Asking(HttpClient http, Nodes nodes, CallActorsOptions options)
{
    private static readonly MediaTypeHeaderValue Json = new("application/json") { CharSet = "utf-8" };

    /// <summary>What all apps were told when the command ended, or what answers a query.</summary>
    /// <exception cref="CommandFailedException">It was refused, or failed.</exception>
    /// <exception cref="OutcomeUnknownException">Nobody said in time.</exception>
    public async Task<IReadOnlyList<AgentEvent>> AskAsync(string agentId, RequestEnvelope request, CancellationToken cancellation)
    {
        var body = JsonSerializer.SerializeToUtf8Bytes(request, WireJson.OnWire.RequestEnvelope);
        var path = $"v1/agents/{Uri.EscapeDataString(agentId)}/messages?wait=true";
        try
        {
            return await TryAsync(path, () => new ByteArrayContent(body) { Headers = { ContentType = Json } }, Read, options.CommandPatience, cancellation);
        }
        catch (SiteUnavailableException error)
        {
            throw new OutcomeUnknownException(
                request.RequestId, $"No node said what became of {request.Subtopic}: ask again with the request id {request.RequestId}. {error.Message}", error);
        }

        IReadOnlyList<AgentEvent>? Read(HttpStatusCode status, byte[] answer) => status == HttpStatusCode.OK
            ? [.. JsonSerializer.Deserialize(answer, WireJson.OnWire.EventEnvelopeArray)!.Select(each => EventReader.Read(agentId, each))]
            : throw new CommandFailedException(request.RequestId, ErrorIn(answer));
    }

    /// <summary>Reads something by GET.</summary>
    /// <exception cref="SiteUnavailableException">No node answered in time.</exception>
    public Task<T> GetAsync<T>(string path, Func<byte[], T> read, TimeSpan patience, CancellationToken cancellation)
        where T : class => TryAsync(path, null, (_, answer) => read(answer), patience, cancellation);

    private async Task<T> TryAsync<T>(
        string path, Func<HttpContent>? body, Func<HttpStatusCode, byte[], T?> read, TimeSpan patience, CancellationToken cancellation)
        where T : class
    {
        var pauses = new Pauses(options);
        var clock = Stopwatch.StartNew();
        for (var attempt = 1; ; attempt++)
        {
            var node = nodes.Current;
            string trouble;
            Exception? inner = null;
            try
            {
                using var limit = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
                limit.CancelAfter(options.AttemptLimit);
                using var request = new HttpRequestMessage(body is null ? HttpMethod.Get : HttpMethod.Post, new Uri(node, path)) { Content = body?.Invoke() };
                using var answer = await http.SendAsync(request, limit.Token);
                var bytes = await answer.Content.ReadAsByteArrayAsync(limit.Token);
                if (!IsForAnotherTime(answer.StatusCode, bytes))
                {
                    return IsOfCallActors(answer) ? read(answer.StatusCode, bytes)! : throw NotOfCallActors(node, answer.StatusCode);
                }

                trouble = $"{node} answered {(int)answer.StatusCode}.";
            }
            catch (Exception error) when (error is HttpRequestException or IOException or JsonException
                || (error is OperationCanceledException && !cancellation.IsCancellationRequested))
            {
                trouble = error is OperationCanceledException ? $"{node} did not answer within {options.AttemptLimit.TotalSeconds} s." : $"{node}: {error.Message}";
                inner = error;
            }

            nodes.GiveUp(node);
            // Every address is tried once before there is a pause, and once at least however short the patience is.
            var pause = attempt < nodes.Count ? TimeSpan.Zero : pauses.Next();
            if (attempt >= nodes.Count && clock.Elapsed + pause >= patience)
            {
                throw new SiteUnavailableException($"No node answered within {clock.Elapsed.TotalSeconds:0.0} s; the last trouble was: {trouble}", inner);
            }

            await Task.Delay(pause, cancellation);
        }
    }

    /// <summary>Whether the answer says nothing of the request: the node, or what stands before it, cannot at the moment.</summary>
    private static bool IsForAnotherTime(HttpStatusCode status, byte[] answer) =>
        (int)status >= 500 || status == HttpStatusCode.TooManyRequests
        || (status == HttpStatusCode.Conflict && answer.AsSpan().IndexOf("\"RATE_LIMITED\""u8) >= 0);

    private static bool IsOfCallActors(HttpResponseMessage answer) =>
        answer.Content.Headers.ContentType?.MediaType == "application/json" && (int)answer.StatusCode is 200 or 400 or 403 or 409;

    private static CallActorsException NotOfCallActors(Uri node, HttpStatusCode status) =>
        new($"{node} answered {(int)status}, which no node of CallActors does: is the address right?");

    private static CallError ErrorIn(byte[] answer) =>
        EventReader.Error(JsonSerializer.Deserialize(answer, WireJson.OnWire.EventEnvelope) ?? throw new JsonException("The error is null."));
}
