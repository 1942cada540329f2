using System.Net;
using Amazon.Runtime;

namespace CallActors.Connect.Api;

/// <summary>Amazon Connect refused a call; the exceptions derived from it say why where Amazon says so.</summary>
public class AmazonConnectException : AmazonServiceException
{
    public AmazonConnectException(string message)
        : base(message)
    {
    }

    public AmazonConnectException(
        string message, Exception? innerException, ErrorType errorType, string? errorCode, string? requestId, HttpStatusCode statusCode)
        : base(message, innerException, errorType, errorCode, requestId, statusCode)
    {
    }
}
