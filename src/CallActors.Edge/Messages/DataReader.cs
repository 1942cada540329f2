using System.Buffers;
using System.Security.Cryptography;
using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.RegularExpressions;
using CallActors.Connect;
using CallActors.Domain.Agents;

namespace CallActors.Edge.Messages;

/// <summary>Reads the <c>data</c> of a request, each kind in its own way. Numbers and digits never stand in an error.</summary>
internal static partial class DataReader
{
    private const int LongestText = 512;
    private const int LongestKeptBytes = 1024;
    private const string DigitsForm = "1 to 50 of 0-9 * # and A-D";
    private const string EndpointForm = "a phone number in E.164, such as \"+15550100\", or a direct connect with endpointARN and endpointId";
    private static readonly JsonWriterOptions Compact = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    /// <summary>
    /// The data in one spelling, so that a repeat is known by it; null where there is none. Long data is known by its
    /// hash: an agent's last 1,000 requests are in memory, and in every snapshot.
    /// </summary>
    public static string? Canonical(this Asked asked)
    {
        if (asked.Data is not { } data)
        {
            return null;
        }

        var buffer = new ArrayBufferWriter<byte>();
        using (var writer = new Utf8JsonWriter(buffer, Compact))
        {
            data.WriteTo(writer);
        }

        return buffer.WrittenCount <= LongestKeptBytes
            ? Encoding.UTF8.GetString(buffer.WrittenSpan)
            : $"sha256:{Convert.ToHexStringLower(SHA256.HashData(buffer.WrittenSpan))}";
    }

    public static string? IdOrNull(this Asked asked) => asked.Data is null ? null : asked.Id();

    public static string Id(this Asked asked) => asked.Data switch
    {
        null => throw Wrong(asked, "missing", $"a connection or contact id, {Ids.CallForm}"),
        { ValueKind: JsonValueKind.String } text => CallId(asked, text.GetString()!),
        { } other => throw Wrong(asked, Kind(other), $"a connection or contact id, {Ids.CallForm}"),
    };

    /// <summary>Whom to consult or to call.</summary>
    public static Endpoint Endpoint(this Asked asked) => asked.Data switch
    {
        { ValueKind: JsonValueKind.String } text => PhoneNumber().IsMatch(text.GetString()!)
            ? Domain.Agents.Endpoint.OfNumber(text.GetString()!)
            : throw Wrong(asked, "a string that is no phone number in E.164", EndpointForm),
        { ValueKind: JsonValueKind.Object } direct => DirectConnect(asked, direct),
        null => throw Wrong(asked, "missing", EndpointForm),
        { } other => throw Wrong(asked, Kind(other), EndpointForm),
    };

    /// <summary>The digits, and the connection that they are for where the app names one.</summary>
    public static (string? ConnectionId, string Digits) Digits(this Asked asked)
    {
        const string right = $"a string of {DigitsForm}, or an object with connectionId and digits";
        return asked.Data switch
        {
            { ValueKind: JsonValueKind.String } text => (null, DigitsOf(asked, text.GetString()!)),
            { ValueKind: JsonValueKind.Object } data => (
                CallId(asked, Text(asked, data, "connectionId") ?? throw Wrong(asked, "without connectionId", right)),
                DigitsOf(asked, Text(asked, data, "digits") ?? throw Wrong(asked, "without digits", right))),
            null => throw Wrong(asked, "missing", right),
            { } other => throw Wrong(asked, Kind(other), right),
        };
    }

    /// <summary>The state that <c>{label, code, type}</c> means; the code is more exact than the label.</summary>
    public static (string Name, string? Type) State(this Asked asked)
    {
        const string right = "an object with label or code, and perhaps type";
        var data = asked.Data switch
        {
            { ValueKind: JsonValueKind.Object } found => found,
            null => throw Wrong(asked, "missing", right),
            { } other => throw Wrong(asked, Kind(other), right),
        };
        var (code, label) = (NotEmpty(Text(asked, data, "code")), NotEmpty(Text(asked, data, "label")));
        return (code ?? label ?? throw Wrong(asked, "without label and code", right), NotEmpty(Text(asked, data, "type")));
    }

    /// <summary>The state that <c>{ReasonCodeId}</c> means; null where none is given.</summary>
    public static string? ReasonCode(this Asked asked) => asked.Data switch
    {
        null => null,
        { ValueKind: JsonValueKind.Object } data => NotEmpty(Text(asked, data, "ReasonCodeId")),
        { } other => throw Wrong(asked, Kind(other), "an object with ReasonCodeId, or none"),
    };

    public static string Kind(JsonElement value) => value.ValueKind switch
    {
        JsonValueKind.Object => "an object",
        JsonValueKind.Array => "an array",
        JsonValueKind.String => "a string",
        JsonValueKind.Number => "a number",
        _ => value.ValueKind.ToString().ToLowerInvariant(),
    };

    private static Endpoint DirectConnect(Asked asked, JsonElement data) => new(
        NotEmpty(Text(asked, data, "endpointARN")) ?? throw Wrong(asked, "without endpointARN", EndpointForm),
        NotEmpty(Text(asked, data, "endpointId")) ?? throw Wrong(asked, "without endpointId", EndpointForm),
        Text(asked, data, "type") ?? "", Text(asked, data, "name"), Text(asked, data, "phoneNumber"));

    private static string CallId(Asked asked, string id) =>
        Ids.IsCallId(id) ? id : throw Wrong(asked, "a string that is no id", $"a connection or contact id, {Ids.CallForm}");

    private static string DigitsOf(Asked asked, string digits) =>
        DigitString().IsMatch(digits) ? digits
        : throw Wrong(asked, $"{digits.Length} characters that are not all digits, or too many", DigitsForm);

    private static string? Text(Asked asked, JsonElement data, string name)
    {
        if (!data.TryGetProperty(name, out var value) || value.ValueKind == JsonValueKind.Null)
        {
            return null;
        }

        return value.ValueKind != JsonValueKind.String ? throw new MalformedException($"The field \"data.{name}\" of {asked.Subtopic} is {Kind(value)}; it is to be a string.")
            : value.GetString() is { Length: <= LongestText } text ? text
            : throw new MalformedException($"The field \"data.{name}\" of {asked.Subtopic} is too long; it is to have at most {LongestText} characters.");
    }

    private static string? NotEmpty(string? text) => string.IsNullOrWhiteSpace(text) ? null : text;

    private static MalformedException Wrong(Asked asked, string found, string right) =>
        new($"The field \"data\" of {asked.Subtopic} is {found}; it is to be {right}.");

    [GeneratedRegex(@"\A\+[1-9][0-9]{1,14}\z")]
    private static partial Regex PhoneNumber();

    [GeneratedRegex(@"\A[0-9*#A-D]{1,50}\z")]
    private static partial Regex DigitString();
}
