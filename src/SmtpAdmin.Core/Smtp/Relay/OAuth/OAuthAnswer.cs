using System.Diagnostics.CodeAnalysis;
using System.Globalization;
using System.Net;
using System.Text.Json;
using SmtpAdmin.Smtp.Client;

namespace SmtpAdmin.Smtp.Relay;

/// <summary>Reads what a token endpoint answers (RFC 6749 sections 5.1 and 5.2).</summary>
internal static class OAuthAnswer
{
    private const int MaxDescription = 300; // characters of the server's own words
    private static readonly TimeSpan UnknownLifetime = TimeSpan.FromMinutes(10); // expires_in is recommended, not required
    private static readonly TimeSpan LongestLifetime = TimeSpan.FromDays(1);

    /// <summary>Reads an answer.</summary>
    /// <param name="status">The HTTP status.</param>
    /// <param name="body">The body.</param>
    /// <param name="secrets">What must not be told again, whatever the server echoes.</param>
    /// <param name="token">The token.</param>
    /// <param name="failure">Why there is none.</param>
    public static bool TryRead(
        HttpStatusCode status, ReadOnlyMemory<byte> body, IReadOnlyCollection<string> secrets, [NotNullWhen(true)] out OAuthToken? token, [NotNullWhen(false)] out OAuthFailure? failure)
    {
        (token, failure) = (null, null);
        JsonDocument? document = null;
        try
        {
            document = JsonDocument.Parse(body);
        }
        catch (JsonException) // a proxy's page, or an endpoint that is none
        {
            failure = NoToken(status);
            return false;
        }
        using (document)
        {
            var root = document.RootElement;
            if (root.ValueKind != JsonValueKind.Object) failure = NoToken(status);
            else if (Text(root, "error") is { Length: > 0 } error) failure = OAuthErrors.Explain(Told(error, secrets), Description(root, secrets), IsTemporary(status));
            else if ((int)status is < 200 or > 299) failure = NoToken(status);
            else (token, failure) = Token(root);
        }
        return token is not null;
    }

    private static (OAuthToken? Token, OAuthFailure? Failure) Token(JsonElement root)
    {
        if (Text(root, "access_token") is not { Length: > 0 } access) return (null, new OAuthFailure("The token endpoint's answer holds no access token. Look whether its address is right.", IsPermanent: true));
        // token_type is case-insensitive (RFC 6749 section 5.1); a token of another type cannot be sent by XOAUTH2.
        if (Text(root, "token_type") is { } type && !type.Equals("Bearer", StringComparison.OrdinalIgnoreCase))
            return (null, new OAuthFailure($"The token endpoint gave a token of the type '{PlainText.Excerpt(type)}', and mail servers take bearer tokens (RFC 6750).", IsPermanent: true));
        try
        {
            SaslCredentials.FromAccessToken("user", access);
        }
        catch (ArgumentException)
        {
            return (null, new OAuthFailure("The token endpoint's access token holds characters that no bearer token has (RFC 6750 section 2.1).", IsPermanent: true));
        }
        return (new OAuthToken(access, Lifetime(root), Text(root, "refresh_token") is { Length: > 0 } refresh ? refresh : null), null);
    }

    /// <summary>A number of seconds, which some servers write as a text.</summary>
    private static TimeSpan Lifetime(JsonElement root)
    {
        if (!root.TryGetProperty("expires_in", out var value)) return UnknownLifetime;
        var text = value.ValueKind == JsonValueKind.String ? value.GetString() : value.GetRawText();
        if (!double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out var seconds) || double.IsNaN(seconds)) return UnknownLifetime;
        return TimeSpan.FromSeconds(Math.Clamp(seconds, 0, LongestLifetime.TotalSeconds));
    }

    private static OAuthFailure NoToken(HttpStatusCode status) => new(
        IsTemporary(status)
            ? $"The token endpoint answers with the HTTP status {(int)status}. It is asked again."
            : $"The token endpoint answers with the HTTP status {(int)status} and no JSON of an OAuth server. Look whether its address is right, and whether a proxy is in the way.",
        IsPermanent: !IsTemporary(status));

    private static bool IsTemporary(HttpStatusCode status) => status is HttpStatusCode.RequestTimeout or HttpStatusCode.TooManyRequests || (int)status >= 500;

    private static string Description(JsonElement root, IReadOnlyCollection<string> secrets)
    {
        var text = Text(root, "error_description") ?? "";
        // The first line says it; Microsoft adds numbers of its trace in further ones.
        text = text.Split(['\r', '\n'], 2)[0].Trim();
        return PlainText.Excerpt(Told(text, secrets), MaxDescription);
    }

    /// <summary>Nothing of a text that a secret is echoed in.</summary>
    private static string Told(string text, IReadOnlyCollection<string> secrets) => secrets.Any(secret => text.Contains(secret, StringComparison.Ordinal)) ? "" : text;

    private static string? Text(JsonElement root, string name)
    {
        if (!root.TryGetProperty(name, out var value) || value.ValueKind != JsonValueKind.String) return null;
        try
        {
            return value.GetString();
        }
        catch (InvalidOperationException) // half a surrogate pair, escaped
        {
            return null;
        }
    }
}
