using System.Security.Cryptography;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.StaticFiles;
using Microsoft.Net.Http.Headers;

namespace CallActors.Edge;

/// <summary>Serves the agent bridge's page at <c>/bridge/</c> where npm has built it; where not, the page says how.</summary>
public static class BridgePage
{
    private const string Module = "callactors-bridge.js";
    private const string NotBuilt =
        "<!doctype html><meta charset=\"utf-8\"><title>CallActors bridge</title><p>The bridge is not built. Build it, and start the host again:"
        + "<pre>npm ci --prefix src/bridge &amp;&amp; npm run build --prefix src/bridge</pre>";

    private static readonly string[] Methods = [HttpMethods.Get, HttpMethods.Head];

    /// <summary>Maps the page, its files and the module for customers' own pages.</summary>
    /// <param name="app">The application.</param>
    /// <param name="options">Where the built files are, and which CCP the page embeds.</param>
    public static WebApplication MapBridgePage(this WebApplication app, BridgePageOptions options)
    {
        var files = Read(options.Folder);
        var configuration = new { ccpUrl = options.CcpUrl?.AbsoluteUri, loginUrl = options.LoginUrl?.AbsoluteUri };
        var policy = ContentSecurityPolicy(options.CcpUrl);
        app.MapMethods("/bridge/config.json", Methods, () => options.CcpUrl is null ? Results.Json(new { }) : Results.Json(configuration));
        app.MapMethods("/bridge/{name?}", Methods, (HttpContext context, string? name) => Answer(context, name, files, policy));
        return app;
    }

    private static IResult Answer(HttpContext context, string? name, Dictionary<string, BridgeFile> files, string policy)
    {
        if (name is null && !context.Request.Path.Value!.EndsWith('/'))
        {
            // The page names its files relative to itself.
            return Results.LocalRedirect($"~/bridge/{context.Request.QueryString}");
        }

        var headers = context.Response.Headers;
        headers.ContentSecurityPolicy = policy;
        headers.XContentTypeOptions = "nosniff";
        headers.CacheControl = "no-cache";
        headers["Referrer-Policy"] = "no-referrer";
        if (!files.TryGetValue(name ?? "index.html", out var file))
        {
            return name is null
                ? Results.Text(NotBuilt, "text/html", statusCode: StatusCodes.Status404NotFound)
                : Results.NotFound();
        }

        if (name == Module)
        {
            headers.AccessControlAllowOrigin = "*";
        }

        return Results.Bytes(file.Content, file.ContentType, entityTag: file.EntityTag);
    }

    private static Dictionary<string, BridgeFile> Read(string folder)
    {
        var types = new FileExtensionContentTypeProvider();
        var paths = Directory.Exists(folder) ? Directory.GetFiles(folder) : [];
        return paths.ToDictionary(path => Path.GetFileName(path), path =>
        {
            var content = File.ReadAllBytes(path);
            var type = types.TryGetContentType(path, out var known) ? known : "application/octet-stream";
            return new BridgeFile(
                type.StartsWith("text/", StringComparison.Ordinal) ? $"{type}; charset=utf-8" : type, content,
                new EntityTagHeaderValue($"\"{Convert.ToHexStringLower(SHA256.HashData(content))[..16]}\""));
        });
    }

    /// <summary>The page runs its own files, frames a CCP, talks to its own node and times itself by a worker; no more.</summary>
    private static string ContentSecurityPolicy(Uri? ccpUrl) =>
        "default-src 'none'; script-src 'self'; style-src 'self'; img-src data:; connect-src 'self'; worker-src blob:; "
        + $"frame-src {ccpUrl?.GetLeftPart(UriPartial.Authority) ?? "https: http://localhost:* http://127.0.0.1:*"}; "
        + "base-uri 'none'; form-action 'none'; frame-ancestors 'none'";

    private sealed record BridgeFile(string ContentType, ReadOnlyMemory<byte> Content, EntityTagHeaderValue EntityTag);
}
