namespace DevServer.Swagger;

/// <summary>The OpenAPI document, to which plugins add theirs.</summary>
public static class SwaggerServices
{
    public static void AddDevSwagger(this IServiceCollection services) => services.AddSingleton<OpenApiDocument>();
}
