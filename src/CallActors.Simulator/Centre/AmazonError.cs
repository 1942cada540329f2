namespace CallActors.Simulator.Centre;

/// <summary>What the failure callback of Amazon Connect Streams is given.</summary>
internal sealed record AmazonError(string Type, string Message, IReadOnlyList<string> Stack, string RetryStatus, int StatusCode)
{
    public const string FromVoice = "Error received from Voice Service";

    /// <summary>The error in the form that Amazon gives it, with its own first line as the stack.</summary>
    public static AmazonError Of(string type, string message, int statusCode = 400) =>
        new(type, message, [$"{type}: {message}"], "none", statusCode);
}

/// <summary>Amazon Connect does not do what was asked; nothing has changed.</summary>
internal sealed class OperationRefusedException(AmazonError error) : Exception(error.Message)
{
    public AmazonError Error { get; } = error;

    public static OperationRefusedException AlreadyResumed() => new(AlreadyResumedError);

    public static OperationRefusedException AlreadyHeld() => new(AlreadyHeldError);

    public static OperationRefusedException Impossible(string message) =>
        new(AmazonError.Of("InvalidStateException", message));

    public static OperationRefusedException NotFound(string message) =>
        new(AmazonError.Of("ContactNotFoundException", message, 404));

    public static OperationRefusedException Invalid(string message) =>
        new(AmazonError.Of("InvalidParameterException", message));

    public static OperationRefusedException BadEndpoint(string message) =>
        new(AmazonError.Of("BadEndpointException", message));

    public static readonly AmazonError AlreadyResumedError = AmazonError.Of("CallAlreadyResumedException", AmazonError.FromVoice);
    public static readonly AmazonError AlreadyHeldError = AmazonError.Of("CallAlreadyHeldException", AmazonError.FromVoice);
}
