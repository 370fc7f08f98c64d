using System.Text.Json;

namespace SmtpAdmin.Reputation;

/// <summary>JSON that is no state. The message says what it is instead, in our words and without a full stop.</summary>
internal sealed class DnsblStateShapeException(string message) : JsonException(message);
