using System.Net;
using System.Text.Json;
using System.Xml;
using Amazon.Runtime;
using Amazon.Runtime.Internal;
using Amazon.Runtime.Internal.Transform;
using Amazon.Runtime.Internal.Util;
using CallActors.Connect.Api.Model;

namespace CallActors.Connect.Api.Calling;

/// <summary>
/// Turns an error into the exception of its type. The type stands in the body's <c>__type</c>, the header
/// <c>x-amzn-ErrorType</c> or the body's <c>code</c>, never in the status alone.
/// </summary>
internal static class ErrorReader
{
    public static AmazonConnectException Read(JsonUnmarshallerContext input, Exception? inner, HttpStatusCode status)
    {
        var error = Response(input);
        return Typed(error.Code)(error.Message, inner, error.Type, error.Code, error.RequestId, status);
    }

    private static ErrorResponse Response(JsonUnmarshallerContext input)
    {
        try
        {
            var reader = new StreamingUtf8JsonReader(input.Stream);
            return JsonErrorResponseUnmarshaller.GetInstance().Unmarshall(input, ref reader);
        }
        catch (Exception unreadable) when (unreadable is XmlException or JsonException or InvalidOperationException)
        {
            // A proxy's page, or a body cut short: it did not come from Amazon Connect and has no type.
            return new ErrorResponse { Type = ErrorType.Unknown, Message = $"The answer is no error of Amazon Connect: {Beginning(input.ResponseBody)}" };
        }
    }

    private static string Beginning(string? body) =>
        string.IsNullOrWhiteSpace(body) ? "it has no body." : body.Length <= 200 ? body : $"{body[..200]}…";

    private static Func<string, Exception?, ErrorType, string?, string?, HttpStatusCode, AmazonConnectException> Typed(string? code) => code switch
    {
        "AccessDeniedException" => (m, i, t, c, r, s) => new AccessDeniedException(m, i, t, c, r, s),
        "ConflictException" => (m, i, t, c, r, s) => new ConflictException(m, i, t, c, r, s),
        "ContactNotFoundException" => (m, i, t, c, r, s) => new ContactNotFoundException(m, i, t, c, r, s),
        "DestinationNotAllowedException" => (m, i, t, c, r, s) => new DestinationNotAllowedException(m, i, t, c, r, s),
        "IdempotencyException" => (m, i, t, c, r, s) => new IdempotencyException(m, i, t, c, r, s),
        "InternalServiceException" => (m, i, t, c, r, s) => new InternalServiceException(m, i, t, c, r, s),
        "InvalidActiveRegionException" => (m, i, t, c, r, s) => new InvalidActiveRegionException(m, i, t, c, r, s),
        "InvalidParameterException" => (m, i, t, c, r, s) => new InvalidParameterException(m, i, t, c, r, s),
        "InvalidRequestException" => (m, i, t, c, r, s) => new InvalidRequestException(m, i, t, c, r, s),
        "LimitExceededException" => (m, i, t, c, r, s) => new LimitExceededException(m, i, t, c, r, s),
        "OutboundContactNotPermittedException" => (m, i, t, c, r, s) => new OutboundContactNotPermittedException(m, i, t, c, r, s),
        "ResourceNotFoundException" => (m, i, t, c, r, s) => new ResourceNotFoundException(m, i, t, c, r, s),
        "ServiceQuotaExceededException" => (m, i, t, c, r, s) => new ServiceQuotaExceededException(m, i, t, c, r, s),
        "ThrottlingException" => (m, i, t, c, r, s) => new ThrottlingException(m, i, t, c, r, s),
        _ => (m, i, t, c, r, s) => new AmazonConnectException(m, i, t, c, r, s),
    };
}
