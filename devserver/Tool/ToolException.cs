namespace Flash.Tool;

/// <summary>Something that a person has to be told, in words for a person.</summary>
internal sealed class ToolException(string message) : Exception(message);
