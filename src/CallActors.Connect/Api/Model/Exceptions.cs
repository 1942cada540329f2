using System.Net;
using Amazon.Runtime;

namespace CallActors.Connect.Api.Model;

/// <summary>The caller may not do this: the IAM policy does not allow it.</summary>
public sealed class AccessDeniedException(
    string message, Exception? innerException, ErrorType errorType, string? errorCode, string? requestId, HttpStatusCode statusCode)
    : AmazonConnectException(message, innerException, errorType, errorCode, requestId, statusCode);

/// <summary>The resource is in a state in which this is not possible, such as a task that is paused already.</summary>
public sealed class ConflictException(
    string message, Exception? innerException, ErrorType errorType, string? errorCode, string? requestId, HttpStatusCode statusCode)
    : AmazonConnectException(message, innerException, errorType, errorCode, requestId, statusCode);

/// <summary>There is no such contact, or it is over (410).</summary>
public sealed class ContactNotFoundException(
    string message, Exception? innerException, ErrorType errorType, string? errorCode, string? requestId, HttpStatusCode statusCode)
    : AmazonConnectException(message, innerException, errorType, errorCode, requestId, statusCode);

/// <summary>Calls to this number are not allowed for the instance.</summary>
public sealed class DestinationNotAllowedException(
    string message, Exception? innerException, ErrorType errorType, string? errorCode, string? requestId, HttpStatusCode statusCode)
    : AmazonConnectException(message, innerException, errorType, errorCode, requestId, statusCode);

/// <summary>The same ClientToken came with another request.</summary>
public sealed class IdempotencyException(
    string message, Exception? innerException, ErrorType errorType, string? errorCode, string? requestId, HttpStatusCode statusCode)
    : AmazonConnectException(message, innerException, errorType, errorCode, requestId, statusCode);

/// <summary>Amazon Connect failed; it was tried again and failed again.</summary>
public sealed class InternalServiceException(
    string message, Exception? innerException, ErrorType errorType, string? errorCode, string? requestId, HttpStatusCode statusCode)
    : AmazonConnectException(message, innerException, errorType, errorCode, requestId, statusCode);

/// <summary>The request went to a Region that is not the active one of a traffic distribution group.</summary>
public sealed class InvalidActiveRegionException(
    string message, Exception? innerException, ErrorType errorType, string? errorCode, string? requestId, HttpStatusCode statusCode)
    : AmazonConnectException(message, innerException, errorType, errorCode, requestId, statusCode);

/// <summary>A parameter has a value that is not possible.</summary>
public sealed class InvalidParameterException(
    string message, Exception? innerException, ErrorType errorType, string? errorCode, string? requestId, HttpStatusCode statusCode)
    : AmazonConnectException(message, innerException, errorType, errorCode, requestId, statusCode);

/// <summary>The request is not possible as it stands.</summary>
public sealed class InvalidRequestException(
    string message, Exception? innerException, ErrorType errorType, string? errorCode, string? requestId, HttpStatusCode statusCode)
    : AmazonConnectException(message, innerException, errorType, errorCode, requestId, statusCode);

/// <summary>A limit of the account is reached.</summary>
public sealed class LimitExceededException(
    string message, Exception? innerException, ErrorType errorType, string? errorCode, string? requestId, HttpStatusCode statusCode)
    : AmazonConnectException(message, innerException, errorType, errorCode, requestId, statusCode);

/// <summary>This contact may not be called.</summary>
public sealed class OutboundContactNotPermittedException(
    string message, Exception? innerException, ErrorType errorType, string? errorCode, string? requestId, HttpStatusCode statusCode)
    : AmazonConnectException(message, innerException, errorType, errorCode, requestId, statusCode);

/// <summary>There is no such instance, user, status or contact.</summary>
public sealed class ResourceNotFoundException(
    string message, Exception? innerException, ErrorType errorType, string? errorCode, string? requestId, HttpStatusCode statusCode)
    : AmazonConnectException(message, innerException, errorType, errorCode, requestId, statusCode);

/// <summary>A quota of the account is reached.</summary>
public sealed class ServiceQuotaExceededException(
    string message, Exception? innerException, ErrorType errorType, string? errorCode, string? requestId, HttpStatusCode statusCode)
    : AmazonConnectException(message, innerException, errorType, errorCode, requestId, statusCode);

/// <summary>Too many requests for the account; it was tried again and refused again.</summary>
public sealed class ThrottlingException(
    string message, Exception? innerException, ErrorType errorType, string? errorCode, string? requestId, HttpStatusCode statusCode)
    : AmazonConnectException(message, innerException, errorType, errorCode, requestId, statusCode);
