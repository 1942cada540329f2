using System.Net.Http.Headers;

namespace CallActors.Host;

/// <summary>Passes control requests on to a simulator that is a process of its own, so that the console needs one address.</summary>
internal static class SimulatorForwarding
{
    public static void MapSimulatorAt(this WebApplication app, Uri simulator)
    {
        var client = new HttpClient(new SocketsHttpHandler { UseProxy = false, AllowAutoRedirect = false })
        {
            BaseAddress = simulator,
            Timeout = TimeSpan.FromSeconds(30),
        };
        app.Lifetime.ApplicationStopped.Register(client.Dispose);
        app.Map("/v1/simulator/{**rest}", context => ForwardAsync(context, client));
    }

    private static async Task ForwardAsync(HttpContext context, HttpClient client)
    {
        try
        {
            using var request = RequestOf(context.Request);
            using var answer = await client.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, context.RequestAborted);
            context.Response.StatusCode = (int)answer.StatusCode;
            context.Response.ContentType = answer.Content.Headers.ContentType?.ToString();
            await answer.Content.CopyToAsync(context.Response.Body, context.RequestAborted);
        }
        catch (HttpRequestException)
        {
            context.Response.StatusCode = StatusCodes.Status502BadGateway;
            await context.Response.WriteAsJsonAsync(
                new { error = $"The simulator at {client.BaseAddress} does not answer; start it, or start the host without it." },
                context.RequestAborted);
        }
    }

    private static HttpRequestMessage RequestOf(HttpRequest from)
    {
        var request = new HttpRequestMessage(new HttpMethod(from.Method), $"{from.Path.ToUriComponent().TrimStart('/')}{from.QueryString}");
        if (from.ContentLength > 0 || from.Headers.TransferEncoding.Count > 0)
        {
            request.Content = new StreamContent(from.Body);
            request.Content.Headers.ContentType = MediaTypeHeaderValue.TryParse(from.ContentType, out var type) ? type : null;
        }

        return request;
    }
}
