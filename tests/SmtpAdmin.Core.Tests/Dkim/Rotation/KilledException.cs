namespace SmtpAdmin.Core.Tests.Dkim.Rotation;

/// <summary>Stands for the end of a process at this place.</summary>
internal sealed class KilledException : Exception;
