using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;

namespace CallActors.Edge.Console;

/// <summary>Serves the console at <c>/</c>.</summary>
internal static class ConsoleEndpoints
{
    // The page may load its own files and talk to its own node, and nothing else.
    private const string ContentSecurityPolicy =
        "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; font-src 'self'; connect-src 'self'; "
        + "base-uri 'none'; form-action 'none'; frame-ancestors 'none'";

    private static readonly string[] Methods = [HttpMethods.Get, HttpMethods.Head];

    public static void MapConsole(this WebApplication app, ConsoleFiles files)
    {
        foreach (var file in files.All)
        {
            app.MapMethods($"/{file.Path}", Methods, context => ServeAsync(context, file));
            if (file.Path == "index.html")
            {
                app.MapMethods("/", Methods, context => ServeAsync(context, file));
            }
        }
    }

    private static async Task ServeAsync(HttpContext context, ConsoleFile file)
    {
        var headers = context.Response.Headers;
        headers.ETag = file.EntityTag;
        headers.CacheControl = "no-cache";
        headers.ContentSecurityPolicy = ContentSecurityPolicy;
        headers.XContentTypeOptions = "nosniff";
        headers["Referrer-Policy"] = "no-referrer";
        if (context.Request.Headers.IfNoneMatch.ToString().Split(',').Any(tag => tag.Trim().TrimStart('W', '/') == file.EntityTag))
        {
            context.Response.StatusCode = StatusCodes.Status304NotModified;
            return;
        }

        context.Response.ContentType = file.ContentType;
        context.Response.ContentLength = file.Content.Length;
        if (HttpMethods.IsGet(context.Request.Method))
        {
            await context.Response.Body.WriteAsync(file.Content, context.RequestAborted);
        }
    }
}
