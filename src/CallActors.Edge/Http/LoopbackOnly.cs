using System.Net;
using CallActors.Engine.Wire;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Primitives;

namespace CallActors.Edge.Http;

/// <summary>
/// Refuses what a page of another site could send to this machine: a Host that is not loopback is DNS rebinding, an
/// Origin that is not loopback another site's page.
/// </summary>
internal sealed class LoopbackOnly(RequestDelegate next, EdgeOptions options)
{
    public Task InvokeAsync(HttpContext context)
    {
        if (options.IsInsecure)
        {
            return next(context);
        }

        var origins = context.Request.Headers.Origin;
        return !IsLoopback(context.Request.Host.Host)
            ? RefuseAsync(context, "The Host of the request is not this machine; ask for localhost, 127.0.0.1 or [::1].")
            : !origins.All(origin => IsLoopbackOrigin(origin) || options.AllowedOrigins.Contains(origin, StringComparer.OrdinalIgnoreCase))
            ? RefuseAsync(context, "The Origin of the request is another site; only pages of this machine and those named by --allow-origins are served.")
            : ServeAsync(context, origins);
    }

    /// <summary>A page of another allowed origin may read the answers, and may ask first whether it may.</summary>
    private Task ServeAsync(HttpContext context, StringValues origins)
    {
        if (origins is not [{ } origin])
        {
            return next(context);
        }

        var headers = context.Response.Headers;
        headers.AccessControlAllowOrigin = origin;
        headers.Vary = "Origin";
        if (!HttpMethods.IsOptions(context.Request.Method) || context.Request.Headers.AccessControlRequestMethod.Count == 0)
        {
            headers.AccessControlExposeHeaders = "Link";
            return next(context);
        }

        headers.AccessControlAllowMethods = "GET, POST";
        headers.AccessControlAllowHeaders = "content-type, last-event-id";
        headers.AccessControlMaxAge = "600";
        context.Response.StatusCode = StatusCodes.Status204NoContent;
        return Task.CompletedTask;
    }

    private static Task RefuseAsync(HttpContext context, string detail) =>
        context.AnswerAsync(StatusCodes.Status403Forbidden, WireError.NotAllowed(detail));

    private static bool IsLoopbackOrigin(string? origin) =>
        Uri.TryCreate(origin, UriKind.Absolute, out var uri) && uri.Scheme is "http" or "https" && IsLoopback(uri.Host);

    /// <param name="host">A name or an address, an IPv6 one in brackets.</param>
    internal static bool IsLoopback(string host) =>
        host.Equals("localhost", StringComparison.OrdinalIgnoreCase)
        || (IPAddress.TryParse(host.Trim('[', ']'), out var address) && IPAddress.IsLoopback(address));
}
