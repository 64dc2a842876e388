"""Sentence parts of four more languages; any choice of one from each column makes a correct sentence."""

from __future__ import annotations

Columns = tuple[list[str], ...]


def _columns(*texts: str) -> Columns:
    return tuple([part.strip() for part in text.replace("\n", " ").split("|")] for text in texts)


GERMAN = _columns(
    """Heute morgen|Nach dem Frühstück|Im vergangenen Jahr|Trotz des Regens|Ohne lange zu überlegen|Am Ende der Woche
    |In den meisten Fällen|Kurz vor Mitternacht|Bei gutem Wetter|Zum Glück|Wie jedes Jahr|Auf dem Heimweg
    |Seit dem Umzug|An einem stillen Sonntag|Während der Pause|Mit etwas Geduld|Gegen alle Erwartungen
    |Im Schatten der Linde|Auf dem Markt|Zwei Tage später|In aller Ruhe|Vor dem ersten Schnee|Kaum zu Hause
    |Aus reiner Neugier""",
    """repariert|beschreibt|verkauft|untersucht|bestellt|öffnet|vergisst|sucht|findet|zeichnet|übersetzt|prüft
    |bemalt|fotografiert|verschenkt|zerlegt|beantragt|erklärt|verliert|lobt|sammelt|verpackt|kopiert|entwirft""",
    """die Nachbarin|der Lehrer|meine Schwester|ein alter Freund|der Bürgermeister|die Gärtnerin|unser Kollege
    |die Ärztin|der Fischer|eine Studentin|der Bäcker|das Kind
    |die Apothekerin|der Briefträger|mein Großvater|eine junge Sängerin|der Schlosser|die Richterin
    |unser Vermieter|die Fahrerin|der Imker|ein müder Soldat|der Uhrmacher|das Mädchen von nebenan""",
    """den kaputten Schrank|einen langen Brief|das neue Fahrrad|die alte Landkarte|den Schlüssel zum Keller
    |drei Flaschen Saft|das Fenster zur Straße|einen Vertrag|die Rechnung vom Montag|den Plan des Hauses
    |ein seltenes Buch|die Fotos aus dem Urlaub
    |den hölzernen Löffel|einen schweren Koffer|das goldene Medaillon|die zerrissene Jacke|den Eingang zum Museum
    |vier Körbe Kirschen|das Dach der Scheune|einen Vorschlag|die Zeitung von gestern|den Fahrplan der Fähre
    |ein stumpfes Messer|die Lampen im Flur""",
    """und freut sich darüber.|obwohl niemand zuschaut.|weil es günstiger ist.|wie es im Handbuch steht.
    |ohne ein Wort zu sagen.|und trinkt dabei Kaffee.|bevor der Zug abfährt.|mit großer Sorgfalt.
    |für die ganze Familie.|am Rand der Stadt.|zwischen zwei Terminen.|zum ersten Mal.
    |trotz der späten Stunde.|während die Suppe kocht.|damit niemand warten muss.|genau wie im letzten Herbst.
    |mit einem leisen Lachen.|und schreibt alles auf.|bis die Glocke läutet.|ohne jede Eile.
    |gegen eine kleine Gebühr.|hinter dem alten Bahnhof.|unter freiem Himmel.|nach langem Zögern.""",
)

FRENCH = _columns(
    """Ce matin,|Après le déjeuner,|L'année dernière,|Malgré la pluie,|Sans hésiter,|À la fin de la semaine,
    |Dans la plupart des cas,|Peu avant minuit,|Par beau temps,|Heureusement,|Comme chaque été,|Sur le chemin du retour,
    |Depuis le déménagement,|Un dimanche tranquille,|Pendant la pause,|Avec un peu de patience,
    |Contre toute attente,|À l'ombre du tilleul,|Au marché,|Deux jours plus tard,|En toute tranquillité,
    |Avant la première neige,|À peine rentré,|Par pure curiosité,""",
    """la voisine|le professeur|ma sœur|un vieil ami|le maire du village|la jardinière|notre collègue|la médecin
    |le pêcheur|une étudiante|le boulanger|cet enfant
    |peint|photographie|offre|démonte|réclame|explique|perd|admire|ramasse|emballe|copie|dessine""",
    """répare|décrit|vend|examine|commande|ouvre|oublie|cherche|trouve|dessine|traduit|vérifie
    |la pharmacienne|le facteur|mon grand-père|une jeune chanteuse|le serrurier|la juge|notre propriétaire
    |la conductrice|l'apiculteur|un soldat fatigué|l'horloger|la fillette d'à côté""",
    """l'armoire cassée|une longue lettre|le nouveau vélo|la vieille carte|la clé de la cave|trois bouteilles de jus
    |la fenêtre sur la rue|un contrat|la facture de lundi|le plan de la maison|un livre rare|les photos des vacances
    |la cuillère en bois|une lourde valise|le médaillon doré|la veste déchirée|l'entrée du musée
    |quatre paniers de cerises|le toit de la grange|une proposition|le journal d'hier|les horaires du bac
    |un couteau émoussé|les lampes du couloir""",
    """et s'en réjouit.|bien que personne ne regarde.|parce que c'est moins cher.|comme l'indique le manuel.
    |sans dire un mot.|en buvant un café.|avant le départ du train.|avec beaucoup de soin.|pour toute la famille.
    |au bord de la ville.|entre deux rendez-vous.|pour la première fois.
    |malgré l'heure tardive.|pendant que la soupe mijote.|pour que personne n'attende.|comme à l'automne dernier.
    |avec un petit rire.|et note tout.|jusqu'à ce que la cloche sonne.|sans se presser.|contre une petite somme.
    |derrière l'ancienne gare.|en plein air.|après une longue hésitation.""",
)

SPANISH = _columns(
    """Esta mañana|Después del almuerzo|El año pasado|A pesar de la lluvia|Sin pensarlo mucho|Al final de la semana
    |En la mayoría de los casos|Poco antes de medianoche|Con buen tiempo|Por suerte|Como cada verano|De camino a casa
    |Desde la mudanza|Un domingo tranquilo|Durante el recreo|Con un poco de paciencia|Contra todo pronóstico
    |A la sombra del tilo|En el mercado|Dos días más tarde|Con toda calma|Antes de la primera nevada
    |Nada más llegar|Por pura curiosidad""",
    """la vecina|el maestro|mi hermana|un viejo amigo|el alcalde|la jardinera|nuestro compañero|la doctora
    |el pescador|una estudiante|el panadero|aquel niño
    |pinta|fotografía|regala|desmonta|solicita|explica|pierde|admira|recoge|envuelve|copia|diseña""",
    """arregla|describe|vende|examina|encarga|abre|olvida|busca|encuentra|dibuja|traduce|revisa
    |la farmacéutica|el cartero|mi abuelo|una joven cantante|el cerrajero|la jueza|nuestro casero|la conductora
    |el apicultor|un soldado cansado|el relojero|la chiquilla de al lado""",
    """el armario roto|una carta muy larga|la bicicleta nueva|el mapa antiguo|la llave del sótano
    |tres botellas de zumo|la ventana de la calle|un contrato|la factura del lunes|el plano de la casa
    |un libro raro|las fotos de las vacaciones
    |la cuchara de madera|una maleta pesada|el medallón dorado|la chaqueta rota|la entrada del museo
    |cuatro cestas de cerezas|el tejado del granero|una propuesta|el periódico de ayer|el horario del barco
    |un cuchillo sin filo|las lámparas del pasillo""",
    """y se alegra mucho.|aunque nadie lo mira.|porque es más barato.|como dice el manual.|sin decir una palabra.
    |mientras toma un café.|antes de que salga el tren.|con mucho cuidado.|para toda la familia.
    |a las afueras de la ciudad.|entre dos reuniones.|por primera vez.
    |a pesar de la hora.|mientras hierve la sopa.|para que nadie espere.|igual que el otoño pasado.
    |con una risa suave.|y lo apunta todo.|hasta que suena la campana.|sin ninguna prisa.|por una pequeña suma.
    |detrás de la vieja estación.|al aire libre.|tras mucho dudar.""",
)

CHINESE = _columns(
    """今天早上，|吃完午饭以后，|去年冬天，|虽然下着雨，|没有多想，|到了周末，|一般来说，|快到半夜的时候，|天气好的时候，|幸好，|像每年一样，|回家的路上，
    |搬家以来，|一个安静的星期天，|休息的时候，|只要有点耐心，|出乎意料的是，|在大树底下，|在菜市场里，|两天之后，|不慌不忙地，|下第一场雪之前，|刚刚到家，|出于好奇，""",
    """邻居|老师|我的姐姐|一位老朋友|市长|园丁|我们的同事|医生|渔民|一个学生|面包师|那个孩子
    |画了|拍下了|送走了|拆开了|申请了|解释了|弄丢了|称赞了|收集了|包好了|复印了|设计了""",
    """修好了|描述了|卖掉了|检查了|订购了|打开了|忘记了|寻找着|找到了|画出了|翻译了|看完了
    |药剂师|邮递员|我的爷爷|一位年轻的歌手|锁匠|法官|我们的房东|女司机|养蜂人|一个疲倦的士兵|钟表匠|隔壁的小姑娘""",
    """坏掉的柜子|一封很长的信|新的自行车|旧地图|地下室的钥匙|三瓶果汁|朝街的窗户|一份合同|星期一的账单|房子的图纸
    |一本少见的书|假期的照片
    |木头勺子|沉重的箱子|金色的纪念章|破了的外套|博物馆的入口|四篮樱桃|谷仓的屋顶|一个建议|昨天的报纸|渡船的时刻表|一把钝刀|走廊的灯""",
    """，心里很高兴。|，可是没有人注意。|，因为这样更便宜。|，就像说明书上写的那样。|，一句话也没说。|，一边喝着咖啡。
    |，然后火车就开了。|，做得非常仔细。|，全家人都能用。|，地点在城外。|，那是两次会议之间。|，这还是第一次。
    |，尽管时间很晚了。|，锅里的汤还在煮。|，免得大家久等。|，跟去年秋天一样。|，轻轻地笑了一声。|，把一切都记了下来。|，直到钟声响起。|，一点也不着急。|，只收了一点钱。|，就在老车站后面。|，那是在露天的地方。
    |，犹豫了很久。""",
)

LANGUAGES = {"de": (GERMAN, " "), "fr": (FRENCH, " "), "es": (SPANISH, " "), "zh": (CHINESE, "")}
