using System.Globalization;
using System.Net;
using System.Text.Json;
using System.Text.Json.Serialization.Metadata;
using Amazon.Runtime;
using Amazon.Runtime.Internal;
using Amazon.Runtime.Internal.Transform;

namespace CallActors.Connect.Api.Calling;

/// <summary>One operation of the API: how its request is written and its answer read.</summary>
/// <param name="method">The HTTP method.</param>
/// <param name="path">With names in braces for what <paramref name="inPath"/> gives.</param>
/// <param name="inPath">What stands in the path; it is required, since the path would be another without it.</param>
/// <param name="body">What stands in the body; null for none.</param>
/// <param name="inQuery">What stands in the query, where it is set; null for nothing.</param>
internal sealed class Operation<TRequest, TResponse>(
    string method, string path, Func<TRequest, (string Name, string? Value)[]> inPath, JsonTypeInfo<TRequest>? body,
    JsonTypeInfo<TResponse> answer, Func<TRequest, (string Name, string? Value)[]>? inQuery = null) : JsonResponseUnmarshaller, IMarshaller<IRequest, AmazonWebServiceRequest>
    where TRequest : AmazonConnectRequest
    where TResponse : AmazonConnectResponse, new()
{
    public IRequest Marshall(AmazonWebServiceRequest input)
    {
        var from = (TRequest)((TRequest)input).ToSend();
        var request = new DefaultRequest(input, "Amazon.Connect") { HttpMethod = method, ResourcePath = path };
        foreach (var (name, value) in inPath(from))
        {
            request.AddPathResource($"{{{name}}}", string.IsNullOrEmpty(value)
                ? throw new AmazonConnectException($"{name} is not set; it stands in the path of the request and is required.")
                : value);
        }

        foreach (var (name, value) in inQuery?.Invoke(from) ?? [])
        {
            if (value is not null)
            {
                request.UseQueryString = true;
                request.Parameters.Add(name, value);
            }
        }

        if (body is not null)
        {
            request.Content = JsonSerializer.SerializeToUtf8Bytes(from, body);
            request.Headers["Content-Type"] = "application/json";
        }

        return request;
    }

    public override AmazonWebServiceResponse Unmarshall(JsonUnmarshallerContext input)
    {
        using var read = new MemoryStream();
        input.Stream.CopyTo(read);
        var response = read.Length == 0 ? new TResponse() : JsonSerializer.Deserialize(read.GetBuffer().AsSpan(0, (int)read.Length), answer) ?? new TResponse();
        response.AnsweredAt = DateTimeOffset.TryParse(
            input.ResponseData?.GetHeaderValue("Date"), CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal | DateTimeStyles.AdjustToUniversal, out var at)
            ? at
            : null;
        return response;
    }

    public override AmazonServiceException UnmarshallException(JsonUnmarshallerContext input, Exception innerException, HttpStatusCode statusCode) =>
        ErrorReader.Read(input, innerException, statusCode);
}
