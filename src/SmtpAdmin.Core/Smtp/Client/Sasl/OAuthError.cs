using System.Text.Json;
using SmtpAdmin.Smtp.Protocol;

namespace SmtpAdmin.Smtp.Client;

/// <summary>Reads why a server refused a token: <c>{"status":"invalid_token","scope":"...","schemes":"bearer"}</c> (RFC 7628 section 3.2.2).</summary>
internal static class OAuthError
{
    private const int MaxLength = 300; // characters of a value that are worth showing

    /// <summary>The status and what goes with it as one line; the text as it came where it is not that JSON.</summary>
    public static string Read(ReadOnlySpan<byte> challenge)
    {
        if (challenge.IsEmpty) return "no reason given";
        try
        {
            var reader = new Utf8JsonReader(challenge);
            using var document = JsonDocument.ParseValue(ref reader);
            if (document.RootElement.ValueKind == JsonValueKind.Object)
            {
                var parts = document.RootElement.EnumerateObject()
                    .Where(property => property.Value.ValueKind is JsonValueKind.String or JsonValueKind.Number)
                    .Take(8)
                    .Select(property => $"{property.Name} {property.Value}");
                var text = string.Join(", ", parts);
                if (text.Length > 0) return Shorten(ReplyText.Decode(System.Text.Encoding.UTF8.GetBytes(text)));
            }
        }
        catch (JsonException)
        {
            // Some servers send plain text here; it is told as it is.
        }
        return Shorten(ReplyText.Decode(challenge));
    }

    private static string Shorten(string text) => text.Length <= MaxLength ? text : text[..MaxLength] + "...";
}
